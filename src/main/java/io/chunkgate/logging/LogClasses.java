package io.chunkgate.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Loads what a line of the log needs, without writing one. */
public final class LogClasses {
    private LogClasses() {}

    /** Formats an error as every appender of the root logger does. Safe for any thread. */
    public static void load() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            LoggingEvent event = new LoggingEvent(
                    Logger.class.getName(), root, Level.ERROR, "{}", new IllegalStateException("none"), new Object[] {
                        "none"
                    });
            Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                    stream.getEncoder().encode(event);
                }
            }
        }
    }
}
