"""What do officers see of the gateway?"""
