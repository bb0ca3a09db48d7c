"""The echo service on grpcio, for our client. Usage: python_server.py GENERATED_FOLDER. Prints its port; ends with its standard input."""
import concurrent.futures
import sys
import threading

sys.path.insert(0, sys.argv[1])
import echo_pb2  # noqa: E402
import grpc  # noqa: E402

CANCELLED = []


def watch(context):
    """Notes the end of a call that waits; begun before its first response, since grpcio does not resume a generator whose call is over."""
    over = threading.Event()

    def ended():
        CANCELLED.append(1)
        over.set()

    if not context.add_callback(ended):
        ended()
    return over


def obey(request, context, over=None):
    if request.wait:
        (over or watch(context)).wait(30)
    if request.crash:
        raise ValueError("a secret")
    if request.fail_code:
        code = next(one for one in grpc.StatusCode if one.value[0] == request.fail_code)
        context.abort(code, request.fail_message)


def begin(context):
    headers = [(key, value) for key, value in context.invocation_metadata() if key.startswith("x-echo-")]
    if headers:
        context.send_initial_metadata(headers)
    context.set_trailing_metadata([(key, value) for key, value in context.invocation_metadata() if key.startswith("x-trail-")])


def unary(request, context):
    begin(context)
    if request.count == -1:
        return echo_pb2.EchoResponse(number=len(CANCELLED))
    obey(request, context)
    return echo_pb2.EchoResponse(payload=request.payload, number=1)


def collect(requests, context):
    begin(context)
    payloads = []
    for request in requests:
        payloads.append(request.payload)
        obey(request, context)
    return echo_pb2.EchoResponse(payload=b"".join(payloads), number=len(payloads))


def expand(request, context):
    begin(context)
    over = watch(context) if request.wait else None
    for number in range(1, request.count + 1):
        yield echo_pb2.EchoResponse(payload=request.payload, number=number)
    obey(request, context, over)


def chat(requests, context):
    begin(context)
    number = 0
    for request in requests:
        over = watch(context) if request.wait else None
        for _ in range(max(1, request.count)):
            number += 1
            yield echo_pb2.EchoResponse(payload=request.payload, number=number)
        obey(request, context, over)


def handler(kind, function):
    return getattr(grpc, kind + "_rpc_method_handler")(
        function, request_deserializer=echo_pb2.EchoRequest.FromString, response_serializer=echo_pb2.EchoResponse.SerializeToString)


def serve(compression):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=16), compression=compression)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("grpc_runtime.wire.v1.Echo", {
        "Unary": handler("unary_unary", unary), "Collect": handler("stream_unary", collect),
        "Expand": handler("unary_stream", expand), "Chat": handler("stream_stream", chat),
    }),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


plain, plain_port = serve(grpc.Compression.NoCompression)
gzip, gzip_port = serve(grpc.Compression.Gzip)
print(f"listening {plain_port} {gzip_port}", flush=True)
sys.stdin.read()
plain.stop(0)
gzip.stop(0)
