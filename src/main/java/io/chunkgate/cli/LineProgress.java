package io.chunkgate.cli;

import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.text.ByteSize;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Plain lines, for logs: what there is to do, where it is every ten seconds, and how it ended. */
class LineProgress extends SilentProgress {
    private static final long INTERVAL_SECONDS = 10;

    private final String name;
    private final PrintWriter results;
    private TransferSpeed speed = new TransferSpeed(0, OptionalLong.empty());
    private long nextSecond = INTERVAL_SECONDS;

    /** @param results where the last line goes */
    LineProgress(String name, PrintWriter messages, PrintWriter results) {
        super(name, messages);
        this.name = name;
        this.results = results;
    }

    @Override
    public void started(long doneBytes, OptionalLong size) {
        speed = new TransferSpeed(doneBytes, size);
        if (doneBytes > 0) {
            say("goes on at " + ByteSize.format(doneBytes) + ofWhole(size));
        }
    }

    @Override
    public void moved(long byteCount) {
        speed.moved(byteCount);
        if (speed.elapsed().toSeconds() >= nextSecond) {
            nextSecond = speed.elapsed().toSeconds() + INTERVAL_SECONDS;
            tick(speed);
        }
    }

    @Override
    public void done(TransferResult transferred) {
        results.println(name + ": " + ByteSize.format(transferred.byteCount()) + " in "
                + Durations.format(speed.elapsed()) + " ("
                + ByteSize.format(speed.bytesPerSecond()) + "/s), sha256 " + transferred.sha256() + " "
                + (transferred.verified() ? "ok" : "(unknown to the gateway)"));
    }

    final TransferSpeed speed() {
        return speed;
    }

    void tick(TransferSpeed now) {
        Optional<Duration> left = now.left();
        say(ByteSize.format(now.doneBytes()) + ofWhole(now.size()) + ", " + ByteSize.format(now.bytesPerSecond()) + "/s"
                + left.map(time -> ", " + Durations.format(time) + " left").orElse(""));
    }

    private String ofWhole(OptionalLong size) {
        return size.isPresent() ? " of " + ByteSize.format(size.getAsLong()) : "";
    }
}
