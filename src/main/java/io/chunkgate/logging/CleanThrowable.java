package io.chunkgate.logging;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.CoreConstants;
import io.chunkgate.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** The stack trace of a log line, with the messages of exceptions, which may have text of clients, as {@link PrintableText}. */
public final class CleanThrowable extends ThrowableHandlingConverter {
    private static final int MAX_CAUSES = 10;

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder text = new StringBuilder();
        String prefix = "";
        IThrowableProxy next = event.getThrowableProxy();
        for (int depth = 0; next != null && depth < MAX_CAUSES; depth++) {
            append(text.append(prefix), next);
            prefix = "Caused by: ";
            next = next.getCause();
        }
        return text.toString();
    }

    private static void append(StringBuilder text, IThrowableProxy thrown) {
        @Nullable String message = thrown.getMessage();
        text.append(thrown.getClassName())
                .append(message == null ? "" : ": " + PrintableText.of(message))
                .append(CoreConstants.LINE_SEPARATOR);
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int shown = frames.length - thrown.getCommonFrames();
        for (int i = 0; i < shown; i++) {
            text.append("\t").append(frames[i]).append(CoreConstants.LINE_SEPARATOR);
        }
        if (shown < frames.length) {
            text.append("\t... ")
                    .append(frames.length - shown)
                    .append(" common frames omitted")
                    .append(CoreConstants.LINE_SEPARATOR);
        }
    }
}
