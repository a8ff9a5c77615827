// Fetches a file over gRPC with @grpc/grpc-js: appends the bytes of each message to the output file.
//
//   fetch.js --protos FOLDER --address HOST:PORT --name NAME --out FILE [--start-at N] [--first-chunk] [--headers]
import fs from "node:fs";
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const DEADLINE_MILLIS = 300_000;

const { values: options } = parseArgs({
  options: {
    protos: { type: "string" },
    address: { type: "string" },
    name: { type: "string" },
    out: { type: "string" },
    "start-at": { type: "string", default: "0" },
    "first-chunk": { type: "boolean", default: false },
    headers: { type: "boolean", default: false },
  },
});

const definition = loader.loadSync("demo/files.proto", { includeDirs: [options.protos], keepCase: true });
const { Files } = grpc.loadPackageDefinition(definition).demo;
const client = new Files(options.address, grpc.credentials.createInsecure());
const request = { name: options.name, start_at: Number(options["start-at"]) };
const call = client.GetFile(request, new grpc.Metadata(), { deadline: Date.now() + DEADLINE_MILLIS });
if (options.headers) {
  call.on("metadata", (metadata) => {
    Object.entries(metadata.getMap()).forEach(([key, value]) => console.log(`${key}: ${value}`));
  });
}
const out = fs.openSync(options.out, "a");
try {
  for await (const response of call) {
    fs.writeSync(out, response.chunk);
    if (options["first-chunk"]) {
      break;
    }
  }
} catch (error) {
  console.error(`${grpc.status[error.code]}: ${error.details}`);
  process.exitCode = 1;
}
call.cancel();
client.close();
