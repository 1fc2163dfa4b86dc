"""Where do skills run? In pre-forked processes that can hang, crash or eat memory at nobody else's cost.

`client.call` asks a host over its Unix socket and imports no skill code; `inprocess.run_here` runs a
skill in the calling process, for workers that have the host's rights; `server.serve` is the host;
`limited.run_limited` runs one pure function in a throw-away child; `attachments.describe` uses it to
look at what a resident uploaded. What the skills may read is registered in `sources`.
"""
