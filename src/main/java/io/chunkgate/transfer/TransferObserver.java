package io.chunkgate.transfer;

/**
 * Hears of every transfer of all doors. It is called on the transfer's event loop, in between its bytes: what takes long
 * belongs elsewhere.
 */
public interface TransferObserver {
    /** It is registered; no byte has moved, and its {@link Transfer#transferRange} is not known yet. */
    default void began(Transfer transfer) {}

    /** It is over, and no longer among those that run. */
    default void ended(Transfer transfer, TransferOutcome outcome) {}
}
