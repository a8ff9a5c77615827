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
 * Makes one download of the many that a download manager asks for, or one that was broken off and gone on with: the parts of
 * one version of a file that one principal takes from one address. It ends when all of the file was sent, or when nothing of
 * it runs and nothing more came for a while. Of a bounded number of files. Used by one thread.
 */
final class RangeAggregator {
    private static final int MAX_DOWNLOADS = 10_000;

    private final Transfers transfers;
    private final Duration idle;
    /** The one whose last part is the longest ago comes first. */
    private final Map<AggregatedDownload.Key, AggregatedDownload> open = new LinkedHashMap<>();

    RangeAggregator(Transfers transfers, Duration idle) {
        this.transfers = transfers;
        this.idle = idle;
    }

    /** Takes a transfer in; returns the downloads that are over by that, each of several parts. */
    List<AggregatedDownload> add(LogEvent.Ended event) {
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
            return several(List.of(download));
        }
        open.put(key, download);
        return open.size() > MAX_DOWNLOADS ? several(List.of(removeEldest())) : List.of();
    }

    /** The downloads that have gone on for too long without a part. */
    List<AggregatedDownload> expired(Instant now) {
        List<AggregatedDownload> over = new ArrayList<>();
        Iterator<AggregatedDownload> eldest = open.values().iterator();
        boolean isOld = true;
        while (isOld && eldest.hasNext()) {
            AggregatedDownload download = eldest.next();
            isOld = download.lastEnd().plus(idle).isBefore(now);
            if (isOld && !runs(download.key())) {
                eldest.remove();
                over.add(download);
            }
        }
        return several(over);
    }

    /** All that are left, at the end. */
    List<AggregatedDownload> all() {
        List<AggregatedDownload> left = several(List.copyOf(open.values()));
        open.clear();
        return left;
    }

    /** What came in one part has its line already. */
    private static List<AggregatedDownload> several(List<AggregatedDownload> downloads) {
        return downloads.stream().filter(download -> download.parts() > 1).toList();
    }

    private AggregatedDownload removeEldest() {
        Iterator<AggregatedDownload> eldest = open.values().iterator();
        AggregatedDownload out = eldest.next();
        eldest.remove();
        return out;
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
