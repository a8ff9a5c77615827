package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import java.util.function.BooleanSupplier;

/** A proxy that forwards an exact number of bytes to the server, then stalls and breaks the connection. */
public final class CutProxy extends Proxy {
    private final long cut;
    private final boolean reset;
    private final BooleanSupplier mayBreak;

    /**
     * @param target   the port of the server
     * @param cut      how many bytes are forwarded to the server
     * @param reset    whether it breaks with a reset, which may discard bytes that the server has not read; otherwise with an end
     * @param mayBreak the condition for the break
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
            eventually(() -> "the condition for the break does not hold", mayBreak);
            cutAll(reset);
        }
    }
}
