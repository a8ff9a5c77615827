// Uploads and downloads over gRPC with @grpc/grpc-js, which reads the .proto files itself.
//
//   files.js put|get|query --protos FOLDER --address HOST:PORT --service files|bytestream --name NAME --file FILE
//            [--cut-after BYTES] [--resume ID] [--follow] [--offset N | --chunk N] [--chunk-size N] [--length N]
//   files.js stat|ls|rm|cancel ... prints what files.py does
import fs from "node:fs";
import { once } from "node:events";
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const CHUNK_BYTES = 64 * 1024;
const PAGE_ENTRIES = 2;
const DEADLINE_MILLIS = 300_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    protos: { type: "string" },
    address: { type: "string" },
    service: { type: "string", default: "files" },
    name: { type: "string", default: "" },
    file: { type: "string" },
    "cut-after": { type: "string" },
    resume: { type: "string" },
    follow: { type: "boolean", default: false },
    offset: { type: "string" },
    chunk: { type: "string" },
    "chunk-size": { type: "string" },
    length: { type: "string" },
  },
});
const cut = options["cut-after"] !== undefined;
const end = cut ? Number(options["cut-after"]) : Number.MAX_SAFE_INTEGER;
const deadline = { deadline: Date.now() + DEADLINE_MILLIS };

const definition = loader.loadSync(["chunkgate/v1/files.proto", "google/bytestream/bytestream.proto"], {
  includeDirs: [options.protos],
  longs: Number,
  enums: String,
});
const packages = grpc.loadPackageDefinition(definition);
const credentials = grpc.credentials.createInsecure();
const files = new packages.chunkgate.v1.FilesService(options.address, credentials);
const byteStream = new packages.google.bytestream.ByteStream(options.address, credentials);

const unary = (client, method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, deadline, (error, reply) => (error ? reject(error) : resolve(reply))),
  );

async function sendChunks(call, offset, request) {
  const stream = fs.createReadStream(options.file, { start: offset, end: end - 1, highWaterMark: CHUNK_BYTES });
  let position = offset;
  for await (const data of stream) {
    if (!call.write(request(position, data))) {
      await once(call, "drain");
    }
    position += data.length;
  }
  return position;
}

async function putFiles() {
  const call = files.Write(new grpc.Metadata(), deadline);
  const ended = new Promise((resolve, reject) => {
    call.on("error", (error) => (cut && error.code === grpc.status.CANCELLED ? resolve() : reject(error)));
    call.on("end", resolve);
  });
  let opened = false;
  call.on("data", (reply) => {
    if (!opened) {
      opened = true;
      console.log(reply.uploadId);
      sendChunks(call, reply.storedOffset ?? 0, (offset, data) => ({ offset, data })).then(() => {
        if (!cut) {
          call.write({ finish: true });
          call.end();
        }
      });
    } else if (reply.file) {
      console.log(reply.file.sha256);
    }
    if (cut && reply.storedOffset >= end) {
      call.cancel();
    }
  });
  call.write({ start: options.resume ? { uploadId: options.resume } : { name: options.name } });
  await ended;
}

async function putByteStream() {
  const offset = options.resume ? (await writeStatus()).committedSize : 0;
  const answered = new Promise((resolve, reject) => {
    const call = byteStream.Write(new grpc.Metadata(), deadline, (error, reply) =>
      error ? reject(error) : resolve(reply),
    );
    const request = (writeOffset, data) => ({ resourceName: options.name, writeOffset, data });
    sendChunks(call, offset, request).then((position) => {
      if (!cut) {
        call.write({ resourceName: options.name, writeOffset: position, finishWrite: true });
      }
      call.end();
    });
  });
  console.log((await answered).committedSize);
}

const writeStatus = () => unary(byteStream, "QueryWriteStatus", { resourceName: options.name });

async function query() {
  const upload = await unary(files, "QueryUpload", { uploadId: options.resume });
  console.log(upload.storedOffset, upload.state === "UPLOAD_STATE_COMPLETE" ? "complete" : "running");
}

async function queryByteStream() {
  const status = await writeStatus();
  console.log(status.committedSize, status.complete ? "complete" : "running");
}

async function stat() {
  const { file } = await unary(files, "Stat", { name: options.name, computeSha256: true });
  console.log(file.name, file.size, file.sha256);
}

async function list() {
  const request = { folder: options.name, pageSize: PAGE_ENTRIES };
  do {
    const page = await unary(files, "List", request);
    console.log(...page.entries.map((entry) => (entry.file ?? entry.folder).name));
    request.pageToken = page.nextPageToken;
  } while (request.pageToken);
}

function getFiles() {
  const request = {
    name: options.name,
    offset: options.offset,
    chunkIndex: options.chunk,
    chunkSize: options["chunk-size"],
    length: options.length,
    follow: options.follow,
  };
  return append(files.Read(request, new grpc.Metadata(), deadline));
}

function getByteStream() {
  const request = { resourceName: options.name, readOffset: options.offset, readLimit: options.length };
  return append(byteStream.Read(request, new grpc.Metadata(), deadline));
}

async function append(call) {
  const out = fs.createWriteStream(options.file, { flags: "a" });
  for await (const response of call) {
    if (response.header) {
      console.log(response.header.file.name);
    }
    if (response.data && !out.write(response.data)) {
      await once(out, "drain");
    }
  }
  out.end();
  await once(out, "finish");
}

const actions = {
  "put files": putFiles,
  "put bytestream": putByteStream,
  "get files": getFiles,
  "get bytestream": getByteStream,
  "query files": query,
  "query bytestream": queryByteStream,
  "stat files": stat,
  "ls files": list,
  "rm files": () => unary(files, "Delete", { name: options.name }),
  "cancel files": () => unary(files, "CancelUpload", { uploadId: options.resume }),
};

try {
  await actions[`${positionals[0]} ${options.service}`]();
  files.close();
  byteStream.close();
} catch (error) {
  console.error(`${grpc.status[error.code]}: ${error.details}`);
  process.exit(1);
}
