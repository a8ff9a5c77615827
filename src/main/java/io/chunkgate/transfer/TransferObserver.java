package io.chunkgate.transfer;

/**
 * Is notified of every transfer of all listeners, on the transfer's event loop; must not block.
 */
public interface TransferObserver {
    /** Called when the transfer is registered; its {@link Transfer#transferRange} is not known yet. */
    default void transferStarted(Transfer transfer) {}

    /** Called when the transfer was removed from the registry. */
    default void transferEnded(Transfer transfer, TransferOutcome outcome) {}
}
