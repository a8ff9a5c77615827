package io.chunkgate.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The log that {@code conf/logback.xml} writes: clients can neither forge lines of it nor fill it. */
class ProgramLogTest {
    private static final String HOSTILE = "GET /\u001b[31m\r\n2026-01-01 ERROR forged\u202e\u2028\u0000 HTTP/1.1";
    private static final int MANY = 3000;

    private interface Writer {
        void write(Logger log) throws Exception;
    }

    @Test
    void textOfClients_isOneLineWithoutControlCharacters() throws Exception {
        List<String> lines = log(log -> log.warn("Refused {}", HOSTILE));
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("\\u001b[31m\\u000d\\u000a2026-01-01 ERROR forged\\u202e");
    }

    @Test
    void messagesOfExceptions_areOneLineEach() throws Exception {
        Exception cause = new IllegalStateException(HOSTILE);
        List<String> lines = log(log -> log.error("Failed", new RuntimeException("outer\n" + HOSTILE, cause)));
        assertThat(lines).noneMatch(line -> line.startsWith("2026-01-01 ERROR forged"));
        assertThat(lines).noneMatch(line -> line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c)));
        assertThat(lines).anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalStateException: GET /\\u001b"));
    }

    @Test
    void longText_isCut() throws Exception {
        List<String> lines = log(log -> log.warn("x".repeat(100_000)));
        assertThat(lines).singleElement().asString().hasSizeLessThan(1200);
    }

    @Test
    void manyLinesOfAKind_areOne_andACount() throws Exception {
        List<String> lines = log(log -> {
            for (int i = 0; i < MANY; i++) {
                log.info("{} tried TLS on the TCP port", "192.0.2.1:" + i);
            }
        });
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith("192.0.2.1:0 tried TLS on the TCP port");
        assertThat(lines.get(1))
                .contains((MANY - 1) + " more of this kind within 60 s, the last: 192.0.2.1:2999 tried");
    }

    @Test
    void textOfClientsInTheMessage_makesNoKindsOfItsOwn() throws Exception {
        List<String> lines = log(log -> {
            for (int i = 0; i < MANY; i++) {
                log.warn("Unexpected request: " + i, new IllegalArgumentException("line " + i));
            }
        });
        assertThat(lines).filteredOn(line -> line.contains("WARN")).hasSize(2);
    }

    @Test
    void kindsWithoutNumber_areFew() throws Exception {
        List<String> lines = log(log -> {
            for (int i = 0; i < MANY; i++) {
                log.warn(letters(i));
            }
        });
        assertThat(lines).hasSizeLessThan(MANY / 2);
    }

    @Test
    void otherKinds_areNotHeldBack() throws Exception {
        List<String> lines = log(log -> {
            log.warn("First {}", 1);
            log.warn("Second {}", 1);
            log.error("First {}", 1);
            log.warn("First", new IllegalStateException());
        });
        assertThat(lines).filteredOn(line -> line.contains("ProgramLogTest:")).hasSize(4);
    }

    @Test
    void afterThePeriod_theCountIsReported_andTheNextLinePassed() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Recorder written = new Recorder();
        written.setContext(context);
        written.start();
        RepeatLimiter limiter = new RepeatLimiter();
        limiter.setContext(context);
        limiter.addAppender(written);
        limiter.start();
        for (long time : new long[] {0, 1, 59_999, 60_000}) {
            limiter.doAppend(event(context, time));
        }
        assertThat(written.messages).containsExactly("text", "2 more of this kind within 60 s, the last: text", "text");
        limiter.stop();
        assertThat(written.messages).hasSize(3);
        context.stop();
    }

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final List<String> messages = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getFormattedMessage());
        }
    }

    private static LoggingEvent event(LoggerContext context, long millis) {
        LoggingEvent event = new LoggingEvent("", context.getLogger("a"), Level.WARN, "text", null, null);
        event.setTimeStamp(millis);
        return event;
    }

    private static String letters(int number) {
        return "kind "
                + Integer.toString(number, 26)
                        .chars()
                        .mapToObj(c -> Character.toString('a' + c % 26))
                        .toList();
    }

    /** Writes to a log of the program's configuration, and returns the lines on standard error. */
    private static List<String> log(Writer writer) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        LoggerContext context = new LoggerContext();
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            context.setMDCAdapter(new LogbackMDCAdapter());
            configurator.doConfigure(Path.of("conf", "logback.xml").toFile());
            assertThat(context.getStatusManager().getCopyOfStatusList())
                    .allMatch(status -> status.getEffectiveLevel() == Status.INFO);
            writer.write(context.getLogger("io.chunkgate.ProgramLogTest"));
            context.stop();
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
