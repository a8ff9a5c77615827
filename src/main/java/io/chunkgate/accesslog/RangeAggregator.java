package io.chunkgate.accesslog;

import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.Transfers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Aggregates the range requests of a download manager, or of a resumed download, to one download: the parts of one version
 * of a file that one principal downloads from one address. The download ends when the whole file was sent, or when none of
 * its parts runs and no new part arrived for a while. The number of open downloads is bounded. Used by one thread.
 */
final class RangeAggregator {
    private static final int MAX_DOWNLOADS = 10_000;

    private final Transfers transfers;
    private final Duration idle;
    /** In the order of their last parts, oldest first. */
    private final Map<AggregatedDownload.Key, AggregatedDownload> open = new LinkedHashMap<>();

    RangeAggregator(Transfers transfers, Duration idle) {
        this.transfers = transfers;
        this.idle = idle;
    }

    /** Adds a transfer; returns the downloads of several parts that ended with it. */
    List<AggregatedDownload> add(LogWriter.Event.Ended event) {
        TransferRange transferRange = event.transfer().transferRange().orElse(null);
        if (transferRange == null
                || event.transfer().direction() != Direction.DOWNLOAD
                || transferRange.etag().isEmpty()
                || transferRange.size().isEmpty()) {
            return List.of();
        }
        AggregatedDownload.Key key = key(event.transfer(), transferRange.etag().get());
        AggregatedDownload known = open.remove(key);
        AggregatedDownload download = known != null
                ? known
                : new AggregatedDownload(
                        key,
                        event.transfer().clientId().listener(),
                        transferRange.size().getAsLong(),
                        event.transfer().startedAt());
        download.add(transferRange.start(), event.byteCount(), event.time());
        if (download.isWhole()) {
            return withSeveralParts(List.of(download));
        }
        open.put(key, download);
        if (open.size() <= MAX_DOWNLOADS) {
            return List.of();
        }
        AggregatedDownload eldest = open.values().iterator().next();
        open.remove(eldest.key());
        return withSeveralParts(List.of(eldest));
    }

    /** Removes and returns the downloads that had no new part for too long. */
    List<AggregatedDownload> expired(Instant now) {
        List<AggregatedDownload> ended = new ArrayList<>();
        Iterator<AggregatedDownload> eldest = open.values().iterator();
        boolean isOld = true;
        while (isOld && eldest.hasNext()) {
            AggregatedDownload download = eldest.next();
            isOld = download.lastEnd().plus(idle).isBefore(now);
            if (isOld && !runs(download.key())) {
                eldest.remove();
                ended.add(download);
            }
        }
        return withSeveralParts(ended);
    }

    /** Removes and returns all downloads. */
    List<AggregatedDownload> all() {
        List<AggregatedDownload> left = withSeveralParts(List.copyOf(open.values()));
        open.clear();
        return left;
    }

    /** A download of one part already has its line. */
    private static List<AggregatedDownload> withSeveralParts(List<AggregatedDownload> downloads) {
        return downloads.stream().filter(download -> download.parts() > 1).toList();
    }

    private boolean runs(AggregatedDownload.Key key) {
        return transfers.running().stream()
                .anyMatch(transfer -> transfer.direction() == Direction.DOWNLOAD
                        && key(transfer, key.etag()).equals(key));
    }

    private static AggregatedDownload.Key key(Transfer transfer, String etag) {
        return new AggregatedDownload.Key(
                transfer.clientId().principal(),
                transfer.clientId().host(),
                transfer.name().value(),
                etag);
    }
}
