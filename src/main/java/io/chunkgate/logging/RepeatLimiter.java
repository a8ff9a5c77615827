package io.chunkgate.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passes one line of each kind on in a period, and at its end one more with the count and the last of those that it held back,
 * so that clients cannot fill the log. Lines of the same logger, level and type of exception are of one kind if they have the
 * same format, or without one begin with the same words.
 */
public final class RepeatLimiter extends AppenderBase<ILoggingEvent> implements AppenderAttachable<ILoggingEvent> {
    private static final int MAX_KINDS = 500;
    private static final Pattern FIRST_WORDS = Pattern.compile("[\\p{L} ,'-]*");

    private final AppenderAttachableImpl<ILoggingEvent> targets = new AppenderAttachableImpl<>();
    private final Map<Kind, Repeats> current = new HashMap<>();
    private long periodMillis = TimeUnit.MINUTES.toMillis(1);

    private record Kind(String logger, Level level, String format, String exception) {
        static Kind of(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            return new Kind(
                    event.getLoggerName(),
                    event.getLevel(),
                    format(event),
                    thrown == null ? "" : thrown.getClassName());
        }

        private static String format(ILoggingEvent event) {
            String message = String.valueOf(event.getMessage());
            Matcher words = FIRST_WORDS.matcher(message);
            return event.getArgumentArray() != null || !words.lookingAt() ? message : words.group();
        }
    }

    private static final class Repeats {
        private final long startMillis;
        private int count;
        private @Nullable ILoggingEvent last;

        Repeats(long startMillis) {
            this.startMillis = startMillis;
        }
    }

    /** Sets the period; Logback calls this for {@code <periodMillis>}. */
    public void setPeriodMillis(long periodMillis) {
        this.periodMillis = periodMillis;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Kind kind = kind(event);
        Repeats repeats = current.get(kind);
        if (repeats == null || event.getTimeStamp() - repeats.startMillis >= periodMillis) {
            report(kind, repeats);
            current.put(kind, new Repeats(event.getTimeStamp()));
            targets.appendLoopOnAppenders(event);
            return;
        }
        event.prepareForDeferredProcessing();
        repeats.count++;
        repeats.last = event;
        if (repeats.count == 1) {
            long left = repeats.startMillis + periodMillis - event.getTimeStamp();
            getContext()
                    .getScheduledExecutorService()
                    .schedule(() -> periodEnded(kind, repeats), left, TimeUnit.MILLISECONDS);
        }
    }

    /** Kinds are few; if they are many nevertheless, ended ones are forgotten, and then all others are one. */
    private Kind kind(ILoggingEvent event) {
        Kind kind = Kind.of(event);
        if (current.size() < MAX_KINDS || current.containsKey(kind)) {
            return kind;
        }
        current.values()
                .removeIf(repeats -> repeats.count == 0 && event.getTimeStamp() - repeats.startMillis >= periodMillis);
        return current.size() < MAX_KINDS ? kind : new Kind("", event.getLevel(), "", "");
    }

    private synchronized void periodEnded(Kind kind, Repeats repeats) {
        if (current.remove(kind, repeats)) {
            report(kind, repeats);
        }
    }

    private void report(Kind kind, @Nullable Repeats repeats) {
        ILoggingEvent last = repeats == null ? null : repeats.last;
        if (repeats == null || last == null) {
            return;
        }
        LoggingEvent summary = new LoggingEvent();
        summary.setLoggerName(last.getLoggerName());
        summary.setLevel(kind.level());
        summary.setThreadName(Thread.currentThread().getName());
        summary.setInstant(Instant.now());
        summary.setMDCPropertyMap(Map.of());
        summary.setMessage(repeats.count + " more of this kind within " + TimeUnit.MILLISECONDS.toSeconds(periodMillis)
                + " s, the last: " + last.getFormattedMessage());
        targets.appendLoopOnAppenders(summary);
    }

    /** Reports what is held back. */
    @Override
    public synchronized void stop() {
        current.forEach(this::report);
        current.clear();
        super.stop();
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> target) {
        targets.addAppender(target);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return targets.iteratorForAppenders();
    }

    @Override
    public @Nullable Appender<ILoggingEvent> getAppender(String name) {
        return targets.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> target) {
        return targets.isAttached(target);
    }

    @Override
    public void detachAndStopAllAppenders() {
        targets.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> target) {
        return targets.detachAppender(target);
    }

    @Override
    public boolean detachAppender(String name) {
        return targets.detachAppender(name);
    }
}
