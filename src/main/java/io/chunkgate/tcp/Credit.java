package io.chunkgate.tcp;

import java.util.OptionalLong;

/** How far a download may send: bytes below an offset that grows and never shrinks. */
final class Credit {
    private final boolean limited;
    private long end;

    /** @param asked as GET has it; none for no limit but TCP's own */
    Credit(OptionalLong asked) {
        limited = asked.isPresent();
        end = asked.orElse(Long.MAX_VALUE);
    }

    /** Whether everything below the offset may be sent. */
    boolean covers(long offset) {
        return offset <= end;
    }

    /** Takes what an ACK says; returns whether it changes anything. */
    boolean raise(long offset) {
        if (!limited || offset <= end) {
            return false;
        }
        end = offset;
        return true;
    }
}
