"""What do officers see and do of the sources that answers stand on?"""
