package io.chunkgate.logging;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The levels of the program's log. */
public final class LogLevels {
    private LogLevels() {}

    /**
     * Reads the levels again from the file that Logback was started with, and uses them; where lines go stays as it is. Blocks.
     *
     * @return the changes, such as {@code io.chunkgate INFO -> DEBUG}; none without such a file
     * @throws IllegalArgumentException for a file that Logback cannot use; all levels then stay
     */
    public static List<String> reload() {
        String file = System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
        if (file == null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext running)) {
            return List.of();
        }
        LoggerContext read = new LoggerContext();
        try {
            configure(read, file);
            return apply(read, running);
        } finally {
            read.stop();
        }
    }

    private static void configure(LoggerContext context, String file) {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(file);
        } catch (JoranException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        if (new StatusUtil(context).getHighestLevel(0) >= Status.ERROR) {
            throw new IllegalArgumentException(file + ": " + firstError(context));
        }
    }

    private static String firstError(LoggerContext context) {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.ERROR)
                .map(Status::getMessage)
                .findFirst()
                .orElse("not a configuration of Logback");
    }

    private static List<String> apply(LoggerContext read, LoggerContext running) {
        TreeSet<String> names = new TreeSet<>();
        Stream.of(read, running)
                .flatMap(context -> context.getLoggerList().stream())
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> names.add(logger.getName()));
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            @Nullable Logger configured = read.exists(name);
            @Nullable Level level = configured == null ? null : configured.getLevel();
            Logger logger = running.getLogger(name);
            if (!Objects.equals(logger.getLevel(), level)) {
                changes.add(name + " " + logger.getLevel() + " -> " + level);
                logger.setLevel(level);
            }
        }
        return changes;
    }
}
