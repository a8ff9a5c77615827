package io.chunkgate.client;

import java.util.List;
import java.util.Optional;

/**
 * A part of a folder's listing.
 *
 * @param next where the next part begins, for {@link GatewayClient#list}; empty for the last one
 */
public record RemoteFolderPage(List<RemoteEntry> entries, Optional<String> next) {
    public RemoteFolderPage {
        entries = List.copyOf(entries);
    }
}
