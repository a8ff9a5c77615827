package io.chunkgate.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.chunkgate.text.PrintableText;

/** The message of a log line, which may have text of clients, as {@link PrintableText}. */
public final class CleanMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return PrintableText.of(String.valueOf(event.getFormattedMessage()));
    }
}
