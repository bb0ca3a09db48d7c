// Calls our server with @grpc/grpc-js. Usage: node node_client.js PROTO_FILE PLAIN_PORT GZIP_PORT. Prints one line per check.
'use strict';
const assert = require('assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [, , protoFile, plainPort, gzipPort] = process.argv;
const definition = loader.loadSync(protoFile, { keepCase: true, defaults: true });
const { Echo } = grpc.loadPackageDefinition(definition).grpc_runtime.wire.v1;
const open = (port, options) => new Echo(`127.0.0.1:${port}`, grpc.credentials.createInsecure(),
  { 'grpc.max_receive_message_length': 64 << 20, ...options });
const plain = open(plainPort, {});
const gzipAnswers = open(gzipPort, {});
const gzipRequests = open(plainPort, { 'grpc.default_compression_algorithm': 2 });

const SENTENCE = '\t\nwhitespace, 100% and ünïcödé 😈\r\n';
const LARGE = Buffer.from(Array.from({ length: 1000000 }, (_, i) => i % 251));
const BINARY = [Buffer.from([0, 1, 254, 255]), Buffer.from([7])];
const hello = (fields) => ({ payload: Buffer.from('hello'), ...fields });

/** One response: resolves to { error, response, headers, trailers }. */
function single(start) {
  return new Promise((resolve) => {
    const result = {};
    const call = start((error, response) => { result.error = error; result.response = response; });
    call.on('metadata', (headers) => { result.headers = headers; });
    call.on('status', (status) => { result.trailers = status.metadata; result.code = status.code; setImmediate(() => resolve(result)); });
  });
}
const unary = (client, message, metadata, options) =>
  single((done) => client.Unary(message, metadata || new grpc.Metadata(), options || {}, done));
const collect = (client, messages, options) => single((done) => {
  const call = client.Collect(new grpc.Metadata(), options || {}, done);
  messages.forEach((one) => call.write(one));
  call.end();
  return call;
});

/** Many responses: resolves to { error, responses, headers, trailers, code }. */
function stream(call, onData) {
  return new Promise((resolve) => {
    const result = { responses: [] };
    call.on('metadata', (headers) => { result.headers = headers; });
    call.on('data', (one) => { result.responses.push(one); if (onData) onData(one, result.responses.length); });
    call.on('error', (error) => { result.error = error; });
    call.on('status', (status) => { result.code = status.code; result.trailers = status.metadata; setImmediate(() => resolve(result)); });
  });
}
const expand = (client, message, metadata, options) => stream(client.Expand(message, metadata || new grpc.Metadata(), options || {}));
function chat(client, messages, metadata, options) {
  const call = client.Chat(metadata || new grpc.Metadata(), options || {});
  messages.forEach((one) => call.write(one));
  call.end();
  return stream(call);
}
const inMilliseconds = (ms) => ({ deadline: Date.now() + ms });
const { status } = grpc;

const checks = {
  async unary() {
    assert.strictEqual((await unary(plain, hello())).response.payload.toString(), 'hello');
  },
  async empty_unary() {
    const result = await unary(plain, {});
    assert.strictEqual(result.code, status.OK);
    assert.strictEqual(result.response.payload.length, 0);
  },
  async large_unary() {
    assert.ok((await unary(plain, { payload: LARGE })).response.payload.equals(LARGE));
  },
  async client_streaming() {
    const { response } = await collect(plain, [{ payload: Buffer.from('a') }, {}, { payload: LARGE }]);
    assert.strictEqual(response.number, 3);
    assert.ok(response.payload.equals(Buffer.concat([Buffer.from('a'), LARGE])));
  },
  async server_streaming() {
    const { responses } = await expand(plain, hello({ count: 300 }));
    assert.deepStrictEqual(responses.map((one) => one.number), Array.from({ length: 300 }, (_, i) => i + 1));
  },
  async large_streaming() {
    const down = await expand(plain, { payload: LARGE, count: 5 });
    assert.deepStrictEqual(down.responses.map((one) => one.payload.equals(LARGE)), [true, true, true, true, true]);
    const both = await chat(plain, [{ payload: LARGE }, { payload: LARGE }]);
    assert.deepStrictEqual(both.responses.map((one) => one.payload.equals(LARGE)), [true, true]);
  },
  async empty_stream() {
    assert.strictEqual((await expand(plain, {})).responses.length, 0);
    const result = await chat(plain, []);
    assert.strictEqual(result.responses.length, 0);
    assert.strictEqual(result.code, status.OK);
  },
  async ping_pong() {
    const call = plain.Chat();
    const ended = stream(call, (one, count) => { if (count < 50) call.write(hello()); else call.end(); });
    call.write(hello());
    assert.strictEqual((await ended).responses.length, 50);
  },
  async half_close_then_many() {
    assert.strictEqual((await chat(plain, [hello({ count: 400 })])).responses.length, 400);
  },
  async status_code_and_message() {
    const message = hello({ fail_code: 9, fail_message: SENTENCE });
    for (const result of [await unary(plain, message), await collect(plain, [message]), await expand(plain, message), await chat(plain, [message])]) {
      assert.strictEqual(result.error.code, status.FAILED_PRECONDITION);
      assert.strictEqual(result.error.details, SENTENCE);
    }
  },
  async error_after_messages() {
    const result = await expand(plain, hello({ count: 2, fail_code: 10, fail_message: 'late' }));
    assert.strictEqual(result.responses.length, 2);
    assert.strictEqual(result.error.code, status.ABORTED);
  },
  async unexpected_exception_is_unknown() {
    const { error } = await unary(plain, hello({ crash: true }));
    assert.strictEqual(error.code, status.UNKNOWN);
    assert.ok(!error.details.includes('secret'));
  },
  async custom_metadata() {
    const sent = new grpc.Metadata();
    sent.add('x-echo-text', 'one');
    sent.add('x-echo-text', 'two');
    sent.add('x-trail-text', 'end');
    for (const value of BINARY) { sent.add('x-echo-data-bin', value); sent.add('x-trail-data-bin', value); }
    for (const result of [await unary(plain, hello(), sent), await chat(plain, [hello()], sent)]) {
      assert.strictEqual(result.headers.get('x-echo-text').join(', '), 'one, two');
      assert.deepStrictEqual(result.headers.get('x-echo-data-bin'), BINARY);
      assert.deepStrictEqual(result.trailers.get('x-trail-text'), ['end']);
      assert.deepStrictEqual(result.trailers.get('x-trail-data-bin'), BINARY);
    }
  },
  async trailers_with_error() {
    const sent = new grpc.Metadata();
    sent.add('x-trail-reason', 'gone');
    sent.add('x-trail-data-bin', Buffer.from([1, 2]));
    const { error } = await unary(plain, hello({ fail_code: 5, fail_message: 'no' }), sent);
    assert.deepStrictEqual(error.metadata.get('x-trail-reason'), ['gone']);
    assert.deepStrictEqual(error.metadata.get('x-trail-data-bin'), [Buffer.from([1, 2])]);
  },
  async unimplemented_method() {
    const { error } = await single((done) => plain.Missing(hello(), done));
    assert.strictEqual(error.code, status.UNIMPLEMENTED);
  },
  async unimplemented_service() {
    const raw = new grpc.Client(`127.0.0.1:${plainPort}`, grpc.credentials.createInsecure());
    const same = (bytes) => bytes;
    const { error } = await single((done) => raw.makeUnaryRequest('/some.Other/Method', same, same, Buffer.alloc(0), done));
    assert.strictEqual(error.code, status.UNIMPLEMENTED);
  },
  async deadline_in_every_kind() {
    const wait = hello({ wait: true, count: 1 });
    for (const result of [await unary(plain, wait, null, inMilliseconds(1000)), await collect(plain, [wait], inMilliseconds(1000)),
      await expand(plain, wait, null, inMilliseconds(1000)), await chat(plain, [wait], null, inMilliseconds(1000))]) {
      assert.strictEqual(result.error.code, status.DEADLINE_EXCEEDED);
    }
  },
  async cancel_unary() {
    const sent = new grpc.Metadata();
    sent.add('x-echo-started', 'yes');
    const { error } = await single((done) => {
      const call = plain.Unary(hello({ wait: true }), sent, done);
      call.on('metadata', () => call.cancel());
      return call;
    });
    assert.strictEqual(error.code, status.CANCELLED);
  },
  async cancel_streams_after_first_response() {
    const down = plain.Expand(hello({ wait: true, count: 1 }));
    assert.strictEqual((await stream(down, () => down.cancel())).error.code, status.CANCELLED);
    const both = plain.Chat();
    const ended = stream(both, () => both.cancel());
    both.write(hello({ wait: true }));
    assert.strictEqual((await ended).error.code, status.CANCELLED);
  },
  async client_compressed_unary() {
    const sent = new grpc.Metadata();
    sent.add('x-echo-codec', '?');
    const result = await unary(gzipRequests, { payload: LARGE }, sent);
    assert.ok(result.response.payload.equals(LARGE));
    assert.deepStrictEqual(result.headers.get('x-echo-codec'), ['gzip']);
  },
  async client_compressed_streaming() {
    const both = await chat(gzipRequests, [{ payload: LARGE }, {}, hello()]);
    assert.deepStrictEqual(both.responses.map((one) => one.payload.length), [LARGE.length, 0, 5]);
    assert.ok((await collect(gzipRequests, [{ payload: LARGE }])).response.payload.equals(LARGE));
  },
  async server_compressed_unary() {
    const sent = new grpc.Metadata();
    sent.add('x-trail-codec', '?');
    const result = await unary(gzipAnswers, { payload: LARGE }, sent);
    assert.ok(result.response.payload.equals(LARGE));
    assert.deepStrictEqual(result.trailers.get('x-trail-codec'), ['gzip']);
  },
  async server_compressed_streaming() {
    const down = await expand(gzipAnswers, { payload: LARGE, count: 4 });
    assert.deepStrictEqual(down.responses.map((one) => one.payload.equals(LARGE)), [true, true, true, true]);
    const both = await chat(gzipAnswers, [{ payload: LARGE }, {}, hello()]);
    assert.deepStrictEqual(both.responses.map((one) => one.payload.length), [LARGE.length, 0, 5]);
  },
  async message_over_limit() {
    const { error } = await unary(plain, { payload: Buffer.alloc(5 << 20) });
    assert.strictEqual(error.code, status.RESOURCE_EXHAUSTED);
  },
};

(async () => {
  for (const [name, check] of Object.entries(checks)) {
    let timer;
    try {
      await Promise.race([check(), new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('no end within 20 s')), 20000); })]);
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`FAIL ${name}: ${error.name} ${JSON.stringify(String(error.message).slice(0, 500))}`);
    } finally {
      clearTimeout(timer);
    }
  }
  console.log('done');
  process.exit(0);
})();
