package io.chunkgate.accesslog;

import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Extent;
import io.chunkgate.transfer.Transfer;
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
final class Joining {
    private static final int MAX_DOWNLOADS = 10_000;

    private final Transfers transfers;
    private final Duration idle;
    /** The one whose last part is the longest ago comes first. */
    private final Map<JoinedDownload.Key, JoinedDownload> open = new LinkedHashMap<>();

    Joining(Transfers transfers, Duration idle) {
        this.transfers = transfers;
        this.idle = idle;
    }

    /** Takes a transfer in; returns the downloads that are over by that, each of several parts. */
    List<JoinedDownload> add(Event.Ended event) {
        Extent extent = event.transfer().extent().orElse(null);
        if (extent == null
                || event.transfer().direction() != Direction.DOWNLOAD
                || extent.etag().isEmpty()
                || extent.size().isEmpty()) {
            return List.of();
        }
        JoinedDownload.Key key = key(event.transfer(), extent.etag().get());
        JoinedDownload known = open.remove(key);
        JoinedDownload download = known != null
                ? known
                : new JoinedDownload(
                        key,
                        event.transfer().party().door(),
                        extent.size().getAsLong(),
                        event.transfer().startedAt());
        download.add(extent.start(), event.byteCount(), event.time());
        if (download.isWhole()) {
            return several(List.of(download));
        }
        open.put(key, download);
        return open.size() > MAX_DOWNLOADS ? several(List.of(removeEldest())) : List.of();
    }

    /** The downloads that have gone on for too long without a part. */
    List<JoinedDownload> expired(Instant now) {
        List<JoinedDownload> over = new ArrayList<>();
        Iterator<JoinedDownload> eldest = open.values().iterator();
        boolean isOld = true;
        while (isOld && eldest.hasNext()) {
            JoinedDownload download = eldest.next();
            isOld = download.lastEnd().plus(idle).isBefore(now);
            if (isOld && !runs(download.key())) {
                eldest.remove();
                over.add(download);
            }
        }
        return several(over);
    }

    /** All that are left, at the end. */
    List<JoinedDownload> all() {
        List<JoinedDownload> left = several(List.copyOf(open.values()));
        open.clear();
        return left;
    }

    /** What came in one part has its line already. */
    private static List<JoinedDownload> several(List<JoinedDownload> downloads) {
        return downloads.stream().filter(download -> download.parts() > 1).toList();
    }

    private JoinedDownload removeEldest() {
        Iterator<JoinedDownload> eldest = open.values().iterator();
        JoinedDownload out = eldest.next();
        eldest.remove();
        return out;
    }

    private boolean runs(JoinedDownload.Key key) {
        return transfers.running().stream()
                .anyMatch(transfer -> transfer.direction() == Direction.DOWNLOAD
                        && key(transfer, key.etag()).equals(key));
    }

    private static JoinedDownload.Key key(Transfer transfer, String etag) {
        return new JoinedDownload.Key(
                transfer.party().principal(),
                transfer.party().host(),
                transfer.name().value(),
                etag);
    }
}
