package io.chunkgate.cli;

import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.text.ByteSize;
import java.io.PrintWriter;
import java.util.OptionalLong;

/** Prints plain lines, for logs: where the transfer resumes, its progress every ten seconds, and its result. */
class LineProgress extends Progress {
    private static final long INTERVAL_SECONDS = 10;

    private final PrintWriter results;
    private long nextSecond = INTERVAL_SECONDS;

    LineProgress(String name, PrintWriter messages, PrintWriter results) {
        super(name, messages);
        this.results = results;
    }

    @Override
    public void started(long earlierByteCount, OptionalLong fileSize) {
        super.started(earlierByteCount, fileSize);
        if (earlierByteCount > 0) {
            note("resumes at " + position());
        }
    }

    @Override
    public void moved(long byteCount) {
        super.moved(byteCount);
        if (elapsed().toSeconds() >= nextSecond) {
            nextSecond = elapsed().toSeconds() + INTERVAL_SECONDS;
            show();
        }
    }

    /** Shows how far the transfer is. Called every ten seconds. */
    void show() {
        note(position() + ", " + rate()
                + remainingTime()
                        .map(time -> ", " + Durations.format(time) + " left")
                        .orElse(""));
    }

    @Override
    void done(TransferResult result) {
        long transferred = transferredBytes();
        String resumed = transferred == result.byteCount() ? "" : ByteSize.format(transferred) + " of ";
        results.println(name() + ": " + resumed + ByteSize.format(result.byteCount()) + " in "
                + Durations.format(elapsed())
                + " (" + rate() + "), sha256 " + result.sha256() + " "
                + (result.verified() ? "ok" : "(unknown to the gateway)"));
    }

    private String position() {
        return ByteSize.format(doneBytes()) + (size().isPresent() ? " of " + ByteSize.format(size().getAsLong()) : "");
    }

    private String rate() {
        return ByteSize.format(bytesPerSecond()) + "/s";
    }
}
