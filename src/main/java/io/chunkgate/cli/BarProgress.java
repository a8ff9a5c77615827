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

/** Shows a progress bar with rate and remaining time on a terminal. */
final class BarProgress extends LineProgress {
    /** The escape sequence of a VT100. */
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream terminal;
    private @Nullable ProgressBar bar;

    BarProgress(String name, PrintStream terminal, PrintWriter messages, PrintWriter results) {
        super(name, messages, results);
        this.terminal = terminal;
    }

    @Override
    public void started(long earlierByteCount, OptionalLong fileSize) {
        super.started(earlierByteCount, fileSize);
        long unit = fileSize.orElse(1L << 20);
        bar = new ProgressBarBuilder()
                .setTaskName(name())
                .setInitialMax(fileSize.orElse(-1))
                .startsFrom(earlierByteCount, Duration.ZERO)
                .setUnit(" " + ByteSize.unitName(unit), ByteSize.unit(unit))
                .showSpeed(new DecimalFormat("0.0"))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .build();
    }

    @Override
    public void moved(long byteCount) {
        super.moved(byteCount);
        if (bar != null) {
            bar.stepTo(doneBytes());
        }
    }

    @Override
    void show() {} // The bar does.

    /** Prints the message on a line of its own; the bar continues below it. */
    @Override
    public void interrupted(ClientException cause, Duration delay) {
        terminal.print(CLEAR_LINE);
        terminal.flush();
        super.interrupted(cause, delay);
    }

    @Override
    void done(TransferResult result) {
        close();
        super.done(result);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
