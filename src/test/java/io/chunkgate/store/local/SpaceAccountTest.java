package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.StoreStats;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.local.SpaceAccount.Holding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpaceAccountTest {
    private final SpaceAccount account = new SpaceAccount();

    @Test
    void bytesThatAreMissing_areReserved() {
        Holding empty = put("alice", 100, 0, 1);
        put("bob", 0, 7, 1);
        assertThat(account.stats()).isEqualTo(new StoreStats.Uploads(2, 7, 100));
        account.update(with(empty, 60));
        assertThat(account.stats()).isEqualTo(new StoreStats.Uploads(2, 67, 40));
        account.update(with(empty, 10)); // Staged bytes were dropped.
        assertThat(account.stats()).isEqualTo(new StoreStats.Uploads(2, 17, 90));
        account.remove(empty.id());
        account.remove(empty.id());
        assertThat(account.stats()).isEqualTo(new StoreStats.Uploads(1, 7, 0));
    }

    @Test
    void uploadThatEnded_isNotCountedAgain() {
        Holding ended = put("alice", 100, 0, 1);
        account.remove(ended.id());
        account.update(with(ended, 50));
        assertThat(account.stats()).isEqualTo(new StoreStats.Uploads(0, 0, 0));
    }

    @Test
    void ownReservation_isNotThatOfOthers() {
        Holding alice = put("alice", 100, 30, 1);
        put("bob", 10, 0, 1);
        assertThat(account.reservedBeside(alice.id())).isEqualTo(10);
        assertThat(account.reservedBeside(UploadId.random())).isEqualTo(80);
    }

    @Test
    void oldestUploadOfTheLargestClient_isChosenFirst() {
        Holding bobs = put("bob", 0, 25, 1);
        Holding old = put("alice", 0, 10, 2);
        Holding later = put("alice", 20, 5, 3);
        Holding last = put("alice", 0, 6, 4);
        assertThat(choose(1)).contains(List.of(old));
        assertThat(choose(11)).contains(List.of(old, later));
        assertThat(choose(31)).contains(List.of(old, later, bobs)); // Alice has 26 after the first, then 6.
        assertThat(choose(61)).contains(List.of(old, later, bobs, last));
        assertThat(choose(62)).isEmpty();
    }

    @Test
    void uploadsInUse_countForTheirClient_andAreNotChosen() {
        Holding used = put("alice", 0, 100, 1);
        Holding idle = put("alice", 0, 1, 2);
        put("bob", 0, 50, 0);
        assertThat(account.choose(1, holding -> !holding.equals(used), Holding::total))
                .contains(List.of(idle));
    }

    @Test
    void uploadsThatFreeNothing_areNotChosen() {
        put("alice", 100, 0, 1);
        Holding stored = put("alice", 0, 5, 2);
        assertThat(account.choose(5, holding -> true, Holding::stored)).contains(List.of(stored));
    }

    private Optional<List<Holding>> choose(long bytes) {
        return account.choose(bytes, holding -> true, Holding::total);
    }

    private Holding put(String client, long announced, long stored, long second) {
        Holding holding = new Holding(UploadId.random(), client, announced, stored, Instant.ofEpochSecond(second));
        account.put(holding);
        return holding;
    }

    private static Holding with(Holding holding, long stored) {
        return new Holding(holding.id(), holding.client(), holding.announced(), stored, holding.writtenAt());
    }
}
