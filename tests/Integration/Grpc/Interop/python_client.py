"""Calls our server with grpcio. Usage: python_client.py GENERATED_FOLDER PLAIN_PORT GZIP_PORT. Prints one line per check."""
import sys
import threading
import traceback

sys.path.insert(0, sys.argv[1])
import echo_pb2  # noqa: E402
import grpc  # noqa: E402

SERVICE = "/grpc_runtime.wire.v1.Echo/"
SENTENCE = "\t\nwhitespace, 100% and \u00fcn\u00efc\u00f6d\u00e9 \U0001f608\r\n"
LARGE = bytes(i % 251 for i in range(1_000_000))
BINARY = [bytes([0, 1, 254, 255]), b"", b"\x07"]
OPTIONS = [("grpc.max_receive_message_length", 64 * 1024 * 1024), ("grpc.max_send_message_length", 64 * 1024 * 1024)]


class Client:
    def __init__(self, port, compression=None):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS, compression=compression)

    def _of(self, kind, method, service=SERVICE):
        return getattr(self.channel, kind)(
            service + method, request_serializer=echo_pb2.EchoRequest.SerializeToString, response_deserializer=echo_pb2.EchoResponse.FromString)

    def unary(self, method="Unary", service=SERVICE):
        return self._of("unary_unary", method, service)

    def collect(self):
        return self._of("stream_unary", "Collect")

    def expand(self):
        return self._of("unary_stream", "Expand")

    def chat(self):
        return self._of("stream_stream", "Chat")


def request(payload=b"hello", **fields):
    return echo_pb2.EchoRequest(payload=payload, **fields)


def expect(actual, wanted):
    if actual != wanted:
        raise AssertionError(f"expected {str(wanted)[:200]!r}, got {str(actual)[:200]!r}")


def fails(call, code, details=None):
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code)
        if details is not None:
            expect(error.details(), details)
        return error
    raise AssertionError(f"expected {code}, but the call succeeded")


plain = Client(sys.argv[2])
gzip_answers = Client(sys.argv[3])
gzip_requests = Client(sys.argv[2], grpc.Compression.Gzip)


def unary():
    expect(plain.unary()(request()).payload, b"hello")


def empty_unary():
    response, call = plain.unary().with_call(echo_pb2.EchoRequest())
    expect(response.payload, b"")
    expect(call.code(), grpc.StatusCode.OK)


def large_unary():
    expect(plain.unary()(request(LARGE)).payload, LARGE)


def client_streaming():
    response = plain.collect()(iter([request(b"a"), request(b""), request(b"b" * 70_000), request(LARGE)]))
    expect(response.number, 4)
    expect(response.payload, b"a" + b"b" * 70_000 + LARGE)


def server_streaming():
    expect([one.number for one in plain.expand()(request(b"x" * 10_000, count=300))], list(range(1, 301)))


def large_streaming():
    expect([one.payload == LARGE for one in plain.expand()(request(LARGE, count=5))], [True] * 5)
    expect([one.payload == LARGE for one in plain.chat()(iter([request(LARGE)] * 3))], [True] * 3)


def empty_stream():
    expect(list(plain.expand()(request(count=0))), [])
    expect(list(plain.chat()(iter([]))), [])


def ping_pong():
    turn = threading.Semaphore(1)

    def requests():
        for _ in range(50):
            turn.acquire()
            yield request(b"ping")

    numbers = []
    for response in plain.chat()(requests()):
        numbers.append(response.number)
        turn.release()
    expect(numbers, list(range(1, 51)))


def half_close_then_many():
    expect(len(list(plain.chat()(iter([request(count=400)])))), 400)


def status_code_and_message():
    for call in (lambda: plain.unary()(request(fail_code=9, fail_message=SENTENCE)),
                 lambda: list(plain.expand()(request(fail_code=9, fail_message=SENTENCE))),
                 lambda: plain.collect()(iter([request(fail_code=9, fail_message=SENTENCE)])),
                 lambda: list(plain.chat()(iter([request(fail_code=9, fail_message=SENTENCE)])))):
        fails(call, grpc.StatusCode.FAILED_PRECONDITION, SENTENCE)


def error_after_messages():
    call = plain.expand()(request(count=2, fail_code=10, fail_message="late"))
    expect([next(call).number, next(call).number], [1, 2])
    fails(lambda: next(call), grpc.StatusCode.ABORTED, "late")


def unexpected_exception_is_unknown():
    expect("secret" in fails(lambda: plain.unary()(request(crash=True)), grpc.StatusCode.UNKNOWN).details(), False)


def custom_metadata():
    sent = [("x-echo-text", "one"), ("x-echo-text", "two"), ("x-trail-text", "end")]
    sent += [(key, value) for value in BINARY for key in ("x-echo-data-bin", "x-trail-data-bin")]
    _, unary_call = plain.unary().with_call(request(), metadata=sent)
    stream_call = plain.chat()(iter([request()]), metadata=sent)
    list(stream_call)
    for call in (unary_call, stream_call):
        initial, trailing = list(call.initial_metadata()), list(call.trailing_metadata())
        expect([value for key, value in initial if key == "x-echo-text"], ["one", "two"])
        expect([value for key, value in initial if key == "x-echo-data-bin"], BINARY)
        expect([value for key, value in trailing if key == "x-trail-text"], ["end"])
        expect([value for key, value in trailing if key == "x-trail-data-bin"], BINARY)


def trailers_with_error():
    error = fails(lambda: plain.unary()(request(fail_code=5, fail_message="no"), metadata=[("x-trail-reason", "gone"), ("x-trail-data-bin", b"\x01\x02")]),
                  grpc.StatusCode.NOT_FOUND)
    trailing = list(error.trailing_metadata())
    expect([value for key, value in trailing if key == "x-trail-reason"], ["gone"])
    expect([value for key, value in trailing if key == "x-trail-data-bin"], [b"\x01\x02"])


def unimplemented_method():
    fails(lambda: plain.unary("Missing")(request()), grpc.StatusCode.UNIMPLEMENTED)
    fails(lambda: plain.unary("Nothing")(request()), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service():
    fails(lambda: plain.unary("Unary", "/some.Other/")(request()), grpc.StatusCode.UNIMPLEMENTED)


def deadline_in_every_kind():
    wait = request(wait=True, count=1)
    late = grpc.StatusCode.DEADLINE_EXCEEDED
    fails(lambda: plain.unary()(wait, timeout=1), late)
    fails(lambda: list(plain.expand()(wait, timeout=1)), late)
    fails(lambda: plain.collect()(iter([wait]), timeout=1), late)
    fails(lambda: list(plain.chat()(iter([wait]), timeout=1)), late)


def cancel_unary():
    call = plain.unary().future(request(wait=True))
    try:
        call.result(timeout=1)
    except grpc.FutureTimeoutError:
        call.cancel()
    expect(call.code(), grpc.StatusCode.CANCELLED)


def cancel_streams_after_first_response():
    for call in (plain.expand()(request(count=1, wait=True)), plain.chat()(iter([request(wait=True)]))):
        expect(next(call).number, 1)
        call.cancel()
        fails(lambda: next(call), grpc.StatusCode.CANCELLED)


def client_compressed_unary():
    response, call = gzip_requests.unary().with_call(request(LARGE), metadata=[("x-echo-codec", "?")])
    expect(response.payload, LARGE)
    expect(dict(call.initial_metadata())["x-echo-codec"], "gzip")


def client_compressed_streaming():
    call = gzip_requests.chat()(iter([request(LARGE), request(b""), request(b"x" * 5000)]), metadata=[("x-echo-codec", "?")])
    expect([len(one.payload) for one in call], [len(LARGE), 0, 5000])
    expect(dict(call.initial_metadata())["x-echo-codec"], "gzip")
    expect(gzip_requests.collect()(iter([request(LARGE)] * 2)).payload, LARGE * 2)


def server_compressed_unary():
    response, call = gzip_answers.unary().with_call(request(LARGE), metadata=[("x-trail-codec", "?")])
    expect(response.payload, LARGE)
    expect(dict(call.trailing_metadata())["x-trail-codec"], "gzip")


def server_compressed_streaming():
    expect([one.payload == LARGE for one in gzip_answers.expand()(request(LARGE, count=4))], [True] * 4)
    expect([len(one.payload) for one in gzip_answers.chat()(iter([request(LARGE), request(b""), request(b"x")]))], [len(LARGE), 0, 1])


def message_over_limit():
    fails(lambda: plain.unary()(request(b"x" * (5 * 1024 * 1024))), grpc.StatusCode.RESOURCE_EXHAUSTED)


def health():
    check = plain.channel.unary_unary("/grpc.health.v1.Health/Check", request_serializer=bytes, response_deserializer=bytes)
    expect(check(b""), b"\x08\x01")
    fails(lambda: check(b"\x0a\x04none"), grpc.StatusCode.NOT_FOUND)
    watch = plain.channel.unary_stream("/grpc.health.v1.Health/Watch", request_serializer=bytes, response_deserializer=bytes)(b"")
    expect(next(watch), b"\x08\x01")
    watch.cancel()


CHECKS = [unary, empty_unary, large_unary, client_streaming, server_streaming, large_streaming, empty_stream, ping_pong, half_close_then_many,
          status_code_and_message, error_after_messages, unexpected_exception_is_unknown, custom_metadata, trailers_with_error,
          unimplemented_method, unimplemented_service, deadline_in_every_kind, cancel_unary, cancel_streams_after_first_response,
          client_compressed_unary, client_compressed_streaming, server_compressed_unary, server_compressed_streaming, message_over_limit, health]

for check in CHECKS:
    try:
        check()
        print(f"ok {check.__name__}", flush=True)
    except Exception as error:  # every failure is a line of the report
        last = traceback.extract_tb(error.__traceback__)[-1]
        print(f"FAIL {check.__name__}: {type(error).__name__} {str(error)[:500]!r} (line {last.lineno})", flush=True)
print("done", flush=True)
