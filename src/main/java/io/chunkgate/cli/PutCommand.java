package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.ByteSource;
import io.chunkgate.client.resume.FileSource;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.StreamSource;
import io.chunkgate.client.resume.TransferResult;
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
        description = "Uploads files. A broken upload goes on by itself, and when it is put again.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        customSynopsis = "chunkgate put [OPTIONS] FILE... URL",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
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
            description = "Files, or - for standard input; then where to: a file, or a folder that ends in /.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Replace a file of that name.")
    private boolean force;

    PutCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        List<String> files = arguments.subList(0, arguments.size() - 1);
        GatewayUrl url = url(arguments.get(files.size()));
        if (files.size() > 1 && !url.isFolder()) {
            throw usage("URL: '" + url + "' is a file's (expected: a folder's, which ends in /, for several files)");
        }
        if (files.contains(STANDARD_INPUT) && url.isFolder()) {
            throw usage("URL: '" + url + "' is a folder's (expected: a file's, for standard input)");
        }
        int retries = retries();
        try (ClientSession session = connect(url)) {
            return forEach(files, file -> put(session, file, target(url, file), retries));
        }
    }

    private static GatewayUrl target(GatewayUrl url, String file) {
        return url.isFolder()
                ? url.child(
                        Path.of(file).toAbsolutePath().normalize().getFileName().toString())
                : url;
    }

    private void put(ClientSession session, String file, GatewayUrl url, int retries) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            // Not closed: it is the process's.
            ByteSource source = new StreamSource(environment().streams().in());
            send(session, source, url, PendingUploads.NONE, retries);
            return;
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new ClientException(
                    ErrorCode.INVALID_ARGUMENT,
                    "file: '" + file + "' " + (Files.exists(path) ? "is not a regular file" : "is not there"));
        }
        try (ByteSource source = FileSource.open(path);
                PendingUploadFile memory = PendingUploadFile.open(environment().stateFolder(), path, url, force)) {
            send(session, source, url, memory, retries);
        }
    }

    private void send(ClientSession session, ByteSource source, GatewayUrl url, PendingUploads memory, int retries) {
        UploadRequest request = new UploadRequest(url.name(), source.size(), force);
        try (Progress progress = progress(url.name())) {
            TransferResult done =
                    ClientSession.await(ResumingUpload.start(session.link(retries, progress), request, source, memory));
            progress.done(done);
        }
    }
}
