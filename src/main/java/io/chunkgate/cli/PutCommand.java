package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.ByteSource;
import io.chunkgate.client.resume.FileSource;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.StreamSource;
import io.chunkgate.store.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate put}: uploads files. */
@Command(
        name = "put",
        description = "Uploads files. A broken upload resumes automatically, and when the command is run again.",
        customSynopsis = "chunkgate put [OPTIONS] FILE... URL",
        footer = {
            "",
            "Examples:",
            "  chunkgate put disk.img http://gate:8080/files/images/disk.img",
            "  chunkgate put *.iso tcp://gate/images/",
            "  tar c data | chunkgate put - grpc://gate/data.tar"
        })
final class PutCommand extends TransferCommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "2..*",
            paramLabel = "FILE... URL",
            description = "Files, or - for standard input; then the target: a file, or a folder that ends in /.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Replace an existing file.")
    private boolean force;

    @Override
    int transferAll() throws Exception {
        List<String> files = arguments.subList(0, arguments.size() - 1);
        GatewayUrl url = url(arguments.get(files.size()));
        if (files.size() > 1 && !url.isFolder()) {
            throw usage("URL: '" + url + "' is a file (expected: a folder, which ends in /, for several files)");
        }
        if (files.contains(STANDARD_INPUT) && url.isFolder()) {
            throw usage("URL: '" + url + "' is a folder (expected: a file, for standard input)");
        }
        try (ClientSession session = connect(url)) {
            return forEach(files, file -> put(session, file, target(url, file)));
        }
    }

    private static GatewayUrl target(GatewayUrl url, String file) {
        return url.isFolder()
                ? url.child(
                        Path.of(file).toAbsolutePath().normalize().getFileName().toString())
                : url;
    }

    private void put(ClientSession session, String file, GatewayUrl url) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            // Not closed, as standard input belongs to the process.
            ByteSource source = new StreamSource(environment().in());
            send(session, source, url, PendingUploads.NONE);
            return;
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new ClientException(
                    ErrorCode.INVALID_ARGUMENT,
                    "file: '" + file + "' " + (Files.exists(path) ? "is not a regular file" : "not found"));
        }
        try (ByteSource source = FileSource.open(path);
                PendingUploadFile pending = PendingUploadFile.open(environment().stateFolder(), path, url, force)) {
            send(session, source, url, pending);
        }
    }

    private void send(ClientSession session, ByteSource source, GatewayUrl url, PendingUploads pending) {
        UploadRequest request = new UploadRequest(url.name(), source.size(), force);
        transfer(session, url, options -> ResumingUpload.start(options, request, source, pending));
    }
}
