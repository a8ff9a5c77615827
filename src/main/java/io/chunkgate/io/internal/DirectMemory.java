package io.chunkgate.io.internal;

import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;

/**
 * Keeps memory outside the heap small. Java itself frees it when the garbage collector finds its buffer, which may be in hours.
 */
public final class DirectMemory {
    /**
     * How many bytes of the heap a thread reads or writes at once: Java copies them through direct memory as long, which each
     * thread keeps for the next time.
     */
    public static final int HEAP_STEP_BYTES = 64 * 1024;

    private DirectMemory() {}

    /**
     * Frees the memory of a buffer at once, if this Java allows it; else the garbage collector does. Nothing may use the memory
     * any more.
     *
     * @param memory what {@link ByteBuffer#allocateDirect} returned, no slice or duplicate of it
     * @return whether the memory is free now
     */
    // What Netty offers instead is not freed when its buffer is lost.
    @SuppressWarnings("deprecation")
    public static boolean tryFree(ByteBuffer memory) {
        if (!PlatformDependent.hasUnsafe()) {
            return false;
        }
        PlatformDependent.freeDirectBuffer(memory);
        return true;
    }
}
