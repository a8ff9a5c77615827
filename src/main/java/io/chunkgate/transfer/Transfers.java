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

/** The registry of running transfers on all listeners of one Vert.x. Safe for any thread. */
public final class Transfers implements Shareable {
    private final Map<Long, Transfer> running = new ConcurrentHashMap<>();
    private final MemoryBudget memory;
    private final Traffic traffic = new Traffic();
    private final List<TransferObserver> observers = new CopyOnWriteArrayList<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Vertx vertx;

    private Transfers(Vertx vertx) {
        this.vertx = vertx;
        this.memory = MemoryBudget.of(vertx);
    }

    /** Returns the registry that all listeners of a Vert.x share. */
    public static Transfers of(Vertx vertx) {
        LocalMap<String, Transfers> shared = vertx.sharedData().getLocalMap("chunkgate.transfers");
        return shared.computeIfAbsent("running", key -> new Transfers(vertx));
    }

    /** Registers a transfer without limits; see {@link #begin(ClientId, RequestInfo, Direction, FileName, TransferLimits, String)}. */
    public Transfer begin(ClientId clientId, Direction direction, FileName name) {
        return begin(
                clientId, RequestInfo.ofPeer(clientId.peer()), direction, name, TransferLimits.Allowance.UNLIMITED);
    }

    /**
     * Registers a transfer; the download or upload that gets it ends it.
     *
     * @param client the key that {@code limits} counts the transfer by
     * @throws io.chunkgate.store.StoreException {@code RESOURCE_EXHAUSTED} when the client's limit of transfers is reached
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
        observers.forEach(observer -> observer.transferStarted(transfer));
        return transfer;
    }

    /** Notifies the observer of each transfer that begins or ends from now on. */
    public void addObserver(TransferObserver observer) {
        observers.add(observer);
    }

    public void removeObserver(TransferObserver observer) {
        observers.remove(observer);
    }

    /** Returns a snapshot, in no particular order. */
    public List<Transfer> running() {
        return List.copyOf(running.values());
    }

    /** Returns the running transfers that write or follow an upload. */
    public List<Transfer> of(UploadId upload) {
        return running.values().stream()
                .filter(transfer -> transfer.upload().filter(upload::equals).isPresent())
                .toList();
    }

    /** Returns the byte counters of all transfers so far. */
    public Traffic traffic() {
        return traffic;
    }

    Vertx vertx() {
        return vertx;
    }

    MemoryBudget memory() {
        return memory;
    }

    void remove(Transfer transfer, TransferOutcome outcome) {
        running.remove(transfer.id());
        observers.forEach(observer -> observer.transferEnded(transfer, outcome));
    }
}
