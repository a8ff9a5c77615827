package io.chunkgate.transfer;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.store.StoreException;

/** What each client may have a number of at the same time, so that one client leaves room for the others. */
public enum Share {
    TRANSFERS("transfers at once"),
    /** Downloads of files that are still being uploaded; they count as transfers too. */
    FOLLOWERS("downloads of unfinished uploads at once"),
    EVENT_STREAMS("event streams at once"),
    LISTINGS("listings at once");

    private final String label;

    Share(String label) {
        this.label = label;
    }

    /** The maximum of one client; 0 for no limit. */
    int max(LimitsConfig limits) {
        return switch (this) {
            case TRANSFERS -> limits.maxTransfersPerPrincipal();
            case FOLLOWERS -> limits.maxFollowersPerPrincipal();
            case EVENT_STREAMS -> limits.maxEventStreamsPerPrincipal();
            case LISTINGS -> limits.maxListingsPerPrincipal();
        };
    }

    StoreException refusal(int most) {
        return StoreException.tooMany(label, most, "fewer; try again when one has ended");
    }
}
