package io.chunkgate.transfer;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.store.StoreException;
import java.util.function.ToIntFunction;

/** What each client may have a number of at the same time, so that one client leaves room for the others. */
public enum Share {
    TRANSFERS("transfers at once", LimitsConfig::maxTransfersPerPrincipal),
    /** Downloads of files that are still being uploaded; they count as transfers too. */
    FOLLOWERS("downloads of unfinished uploads at once", LimitsConfig::maxFollowersPerPrincipal),
    EVENT_STREAMS("event streams at once", LimitsConfig::maxEventStreamsPerPrincipal),
    LISTINGS("listings at once", LimitsConfig::maxListingsPerPrincipal);

    private final String label;
    private final ToIntFunction<LimitsConfig> max;

    Share(String label, ToIntFunction<LimitsConfig> max) {
        this.label = label;
        this.max = max;
    }

    /** The maximum of one client; 0 for no limit. */
    int max(LimitsConfig limits) {
        return max.applyAsInt(limits);
    }

    StoreException refusal(int most) {
        return StoreException.tooMany(label, most, "fewer; try again when one has ended");
    }
}
