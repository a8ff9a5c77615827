package io.chunkgate.transfer;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The transfers that run now on all doors of one Vert.x. Safe for any thread. */
public final class Transfers implements Shareable {
    private final Map<Long, Transfer> running = new ConcurrentHashMap<>();
    private final MemoryBudget memory = new MemoryBudget();
    private final Traffic traffic = new Traffic();
    private final List<TransferObserver> observers = new CopyOnWriteArrayList<>();
    private final AtomicLong lastId = new AtomicLong();

    private final Vertx vertx;

    private Transfers(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The registry that all doors of a Vert.x share. */
    public static Transfers of(Vertx vertx) {
        LocalMap<String, Transfers> shared = vertx.sharedData().getLocalMap("chunkgate.transfers");
        return shared.computeIfAbsent("running", key -> new Transfers(vertx));
    }

    /** Registers a transfer of a client that says nothing of itself; see {@link #begin(Party, Caller, Direction, FileName)}. */
    public Transfer begin(ClientId clientId, Direction direction, FileName name) {
        return begin(clientId, RequestInfo.silent(clientId.peer()), direction, name);
    }

    /** Registers a transfer that nothing limits; the download or upload that it is handed to ends it. */
    public Transfer begin(ClientId clientId, RequestInfo requestInfo, Direction direction, FileName name) {
        return begin(clientId, requestInfo, direction, name, TransferLimits.Allowance.FREE);
    }

    /**
     * As {@link #begin(Party, Caller, Direction, FileName)}, within limits.
     *
     * @param client who the transfer is counted for
     * @throws io.chunkgate.store.StoreException {@code RESOURCE_EXHAUSTED}, for a while
     */
    public Transfer begin(
            ClientId clientId,
            RequestInfo requestInfo,
            Direction direction,
            FileName name,
            TransferLimits limits,
            String client) {
        return begin(clientId, requestInfo, direction, name, limits.open(client, direction));
    }

    private Transfer begin(
            ClientId clientId,
            RequestInfo requestInfo,
            Direction direction,
            FileName name,
            TransferLimits.Allowance allowance) {
        Transfer transfer =
                new Transfer(this, lastId.incrementAndGet(), clientId, requestInfo, direction, name, allowance);
        running.put(transfer.id(), transfer);
        observers.forEach(observer -> observer.began(transfer));
        return transfer;
    }

    /** Tells somebody of all that begins and ends from now on. */
    public void observe(TransferObserver observer) {
        observers.add(observer);
    }

    /** Tells somebody nothing more. */
    public void forget(TransferObserver observer) {
        observers.remove(observer);
    }

    /** A snapshot, in no particular order. */
    public List<Transfer> running() {
        return List.copyOf(running.values());
    }

    /** Of those, the ones that write an upload or follow it. */
    public List<Transfer> of(UploadId upload) {
        return running.values().stream()
                .filter(transfer -> transfer.upload().filter(upload::equals).isPresent())
                .toList();
    }

    /** What all transfers moved so far. */
    public Traffic traffic() {
        return traffic;
    }

    /** Heap that the blocks of downloads take now, in bytes. */
    public long blockBytes() {
        return memory.held();
    }

    Vertx vertx() {
        return vertx;
    }

    /** What all of them share. */
    MemoryBudget memory() {
        return memory;
    }

    void ended(Transfer transfer, TransferOutcome outcome) {
        running.remove(transfer.id());
        observers.forEach(observer -> observer.ended(transfer, outcome));
    }
}
