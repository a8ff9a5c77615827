package io.chunkgate.cli;

import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.StreamDownload;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.Future;
import picocli.CommandLine.Command;

/** {@code chunkgate cat}: writes files to standard output. */
@Command(
        name = "cat",
        description = "Writes files to standard output, going on by itself after a broken connection.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class CatCommand extends StreamCommand {
    CatCommand(Environment environment) {
        super(environment);
    }

    @Override
    Future<TransferResult> read(TransferOptions link, String name, ByteSink sink) {
        return StreamDownload.start(link, name, sink);
    }
}
