// Speaks gRPC-Web as a browser does, with fetch: writes a file, describes it and reads it back, and requests one that is
// not there. Prints a line for each call: the status, and what came.
//
//   web.js --protos FOLDER --url URL --mode binary|text --name NAME --file FILE --out FILE
import fs from "node:fs";
import { parseArgs } from "node:util";
import loader from "@grpc/proto-loader";

const CHUNK_BYTES = 64 * 1024;
const PREFIX_BYTES = 5;
const TRAILERS = 0x80;

const { values: options } = parseArgs({
  options: {
    protos: { type: "string" },
    url: { type: "string" },
    mode: { type: "string" },
    name: { type: "string" },
    file: { type: "string" },
    out: { type: "string" },
  },
});
const text = options.mode === "text";
const contentType = text ? "application/grpc-web-text" : "application/grpc-web+proto";

const definition = loader.loadSync("chunkgate/v1/files.proto", { includeDirs: [options.protos], longs: Number });
const methods = definition["chunkgate.v1.FilesService"];

function frame(message) {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Each of the chunks that a server encoded by itself may be padded. */
function decode(body) {
  return text ? Buffer.concat((body.toString().match(/[^=]+=*/g) ?? []).map((part) => Buffer.from(part, "base64"))) : body;
}

function parse(body, deserialize) {
  const messages = [];
  let trailers = "";
  for (let at = 0; at < body.length; ) {
    const end = at + PREFIX_BYTES + body.readUInt32BE(at + 1);
    const content = body.subarray(at + PREFIX_BYTES, end);
    if (body[at] & TRAILERS) {
      trailers = content.toString();
    } else {
      messages.push(deserialize(content));
    }
    at = end;
  }
  return { messages, trailers };
}

async function call(name, requests) {
  const method = methods[name];
  const body = Buffer.concat(requests.map((request) => frame(method.requestSerialize(request))));
  const response = await fetch(options.url + method.path, {
    method: "POST",
    headers: { "content-type": contentType, accept: contentType, "x-grpc-web": "1" },
    body: text ? body.toString("base64") : body,
  });
  const { messages, trailers } = parse(decode(Buffer.from(await response.arrayBuffer())), method.responseDeserialize);
  const status = /^grpc-status: *(\d+)/m.exec(trailers)?.[1] ?? response.headers.get("grpc-status");
  return { messages, status, type: response.headers.get("content-type") };
}

const content = fs.readFileSync(options.file);
const chunks = [];
for (let at = 0; at < content.length; at += CHUNK_BYTES) {
  chunks.push({ offset: at, data: content.subarray(at, at + CHUNK_BYTES) });
}

const written = await call("Write", [{ start: { name: options.name } }, ...chunks, { finish: true }]);
console.log("write", written.status, written.messages.at(-1)?.file.sha256);

const described = await call("Stat", [{ name: options.name }]);
console.log("stat", described.status, described.type, described.messages[0]?.file.size);

const read = await call("Read", [{ name: options.name }]);
fs.writeFileSync(options.out, Buffer.concat(read.messages.slice(1).map((message) => message.data)));
console.log("read", read.status, read.type);

const missing = await call("Stat", [{ name: "missing" }]);
console.log("missing", missing.status);
