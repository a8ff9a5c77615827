package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import java.util.function.BooleanSupplier;

/** A network that lets an exact number of bytes through to the server, then stands still and breaks. */
public final class CutProxy extends Proxy {
    private final long cut;
    private final boolean reset;
    private final BooleanSupplier mayBreak;

    /**
     * @param target   the port that connections are passed on to
     * @param cut      how many bytes the server gets
     * @param reset    whether it breaks with a reset, which may destroy what the server did not read yet; else with an end
     * @param mayBreak what the test waits for before it breaks
     */
    public CutProxy(int target, long cut, boolean reset, BooleanSupplier mayBreak) {
        super(target);
        this.cut = cut;
        this.reset = reset;
        this.mayBreak = mayBreak;
    }

    @Override
    int allowed(int byteCount, boolean toServer) {
        return toServer ? (int) Math.min(byteCount, cut - bytesToServer()) : byteCount;
    }

    @Override
    void passed(long byteCount) {
        if (bytesToServer() == cut) {
            eventually(() -> "the server does not know what it needs to", mayBreak);
            cutAll(reset);
        }
    }
}
