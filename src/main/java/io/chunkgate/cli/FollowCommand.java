package io.chunkgate.cli;

import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.StreamDownload;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.Future;
import picocli.CommandLine.Command;

/** {@code chunkgate follow}: writes files to standard output while they are being uploaded. */
@Command(
        name = "follow",
        description = "Writes a file to standard output while it is being uploaded, to its end.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class FollowCommand extends StreamCommand {
    FollowCommand(Environment environment) {
        super(environment);
    }

    @Override
    Future<TransferResult> read(TransferOptions link, String name, ByteSink sink) {
        return StreamDownload.follow(link, name, sink);
    }
}
