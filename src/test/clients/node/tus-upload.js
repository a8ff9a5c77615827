// Uploads a file with tus-js-client: pauses and resumes it after a quarter, and kills the gateway (SIGKILL) after half,
// so that the caller must start it again. Prints each step; ends with 0 when the upload succeeded.
import fs from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { parseArgs } from "node:util";
import * as tus from "tus-js-client";

const CHUNK_BYTES = 64 * 1024;
const PAUSE_MILLIS = 200; // Started again before its end is noticed, a request would be retried beside the new one.
const RETRY_MILLIS = 250;
const RETRIES = 240;

const { values: options } = parseArgs({
  options: {
    endpoint: { type: "string" },
    file: { type: "string" },
    name: { type: "string" },
    gateway: { type: "string" },
    chunk: { type: "string", default: "Infinity" },
    deferred: { type: "boolean", default: false },
    parts: { type: "string", default: "1" },
  },
});
const size = fs.statSync(options.file).size;

// What happens before which byte is sent.
const steps = [
  { at: size / 4, run: pause },
  { at: size / 2, run: kill },
];
let sent = 0;
let succeeded = false;

function pause() {
  console.log("paused");
  upload.abort().then(() => setTimeout(() => upload.start(), PAUSE_MILLIS));
  return new Promise(() => {}); // The request is gone: nothing more is sent on it.
}

function kill() {
  console.log("killed");
  process.kill(Number(options.gateway), "SIGKILL");
}

// A body in small chunks, so that the steps come where they belong.
async function* chunks(body) {
  for await (const data of body) {
    for (let start = 0; start < data.length; start += CHUNK_BYTES) {
      const piece = data.subarray(start, start + CHUNK_BYTES);
      while (steps.length > 0 && sent + piece.length > steps[0].at) {
        await steps.shift().run();
      }
      sent += piece.length;
      yield piece;
    }
  }
}

// The HTTP of tus-js-client, but for the bodies.
class SteppedHttp extends tus.DefaultHttpStack {
  createRequest(method, url) {
    const request = super.createRequest(method, url);
    const send = request.send.bind(request);
    request.send = (body) => send(body ? this.#stepped(body) : body);
    return request;
  }

  #stepped(body) {
    const isBuffer = Buffer.isBuffer(body);
    const stepped = Readable.from(chunks(isBuffer ? [body] : body), { objectMode: false });
    stepped.size = isBuffer ? body.length : body.size;
    return stepped;
  }
}

function input() {
  const stream = fs.createReadStream(options.file);
  return options.deferred ? stream.pipe(new PassThrough()) : stream;
}

const upload = new tus.Upload(input(), {
  endpoint: options.endpoint,
  metadata: { filename: options.name },
  chunkSize: Number(options.chunk),
  uploadLengthDeferred: options.deferred,
  parallelUploads: Number(options.parts),
  retryDelays: Array(RETRIES).fill(RETRY_MILLIS),
  httpStack: new SteppedHttp(),
  onShouldRetry: (error) => {
    console.log(`again after ${error.message}`);
    return true;
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => {
    console.log(`uploaded ${upload.url}`);
    succeeded = true;
    process.exit(steps.length); // Steps that are left were not tried.
  },
});
process.on("exit", (code) => {
  if (code === 0 && !succeeded) {
    process.exitCode = 1; // The event loop is empty, but the upload has not succeeded.
  }
});
upload.start();
