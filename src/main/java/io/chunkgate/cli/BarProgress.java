package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.text.ByteSize;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with rate and time left, for a person at a terminal. */
final class BarProgress extends LineProgress {
    /** Of the terminals that there are since the VT100. */
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final String name;
    private final PrintStream terminal;
    private @Nullable ProgressBar bar;

    BarProgress(String name, PrintStream terminal, PrintWriter messages, PrintWriter results) {
        super(name, messages, results);
        this.name = name;
        this.terminal = terminal;
    }

    @Override
    public void started(long doneBytes, OptionalLong size) {
        super.started(doneBytes, size);
        long unit = size.orElse(1L << 20);
        bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(size.orElse(-1))
                .startsFrom(doneBytes, Duration.ZERO)
                .setUnit(" " + ByteSize.unitName(unit), ByteSize.unit(unit))
                .showSpeed(new DecimalFormat("0.0"))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .build();
    }

    @Override
    public void moved(long byteCount) {
        speed().moved(byteCount);
        if (bar != null) {
            bar.stepTo(speed().doneBytes());
        }
    }

    /** In a line of its own, below which the bar goes on. */
    @Override
    public void interrupted(ClientException cause, Duration delay) {
        terminal.print(CLEAR_LINE);
        terminal.flush();
        super.interrupted(cause, delay);
    }

    @Override
    public void done(TransferResult transferred) {
        close();
        super.done(transferred);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
