package io.chunkgate.io.internal;

import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;

/** Frees memory outside the heap. Java itself frees it when the garbage collector finds its buffer, which may be in hours. */
public final class DirectMemory {
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
