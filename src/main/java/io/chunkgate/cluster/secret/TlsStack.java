package io.chunkgate.cluster.secret;

import io.chunkgate.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.infinispan.commons.util.FileLookupFactory;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.conf.XmlConfigurator;

/** Whether a JGroups stack can use TLS. */
final class TlsStack {
    private static final String TRANSPORT = "TCP";
    /** These open sockets of their own without the socket factory of the transport. */
    private static final Set<String> CLEAR = Set.of("FD_SOCK2", "MPING", "BPING", "STOMP");

    private TlsStack() {}

    /** @throws ConfigException if a protocol of the file opens a socket without TLS */
    static void requireTls(String file) {
        List<String> protocols =
                read(file).stream().map(ProtocolConfiguration::getProtocolName).toList();
        if (!protocols.get(0).equals(TRANSPORT)) {
            throw new ConfigException(refused(file, protocols.get(0), TRANSPORT));
        }
        protocols.stream().filter(CLEAR::contains).findFirst().ifPresent(clear -> {
            throw new ConfigException(refused(file, clear, clear.equals("FD_SOCK2") ? "FD_SOCK" : "TCPPING"));
        });
    }

    private static List<ProtocolConfiguration> read(String file) {
        try (InputStream in = FileLookupFactory.newInstance().lookupFileStrict(file, TlsStack.class.getClassLoader())) {
            return XmlConfigurator.getInstance(in).getProtocolStack();
        } catch (IOException e) {
            throw new ConfigException("cluster.jgroups: " + file + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private static String refused(String file, String protocol, String expected) {
        return "cluster.jgroups: " + file + " has " + protocol + ", which cannot use TLS (expected: " + expected
                + ", as cluster.secret is set)";
    }
}
