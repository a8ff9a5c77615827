package io.chunkgate.store;

/**
 * The search for a free name: the wanted one, else that with the least number after a taken one. Numbers are doubled until one
 * is free, and then halved, so that a name of which there are thousands takes a dozen checks.
 *
 * @param wanted number 1
 * @param taken  the highest number that is known to be taken; 0 at the beginning
 * @param free   the lowest number that was seen free; 0 for none
 */
public record FreeName(FileName wanted, int taken, int free) {
    public static FreeName of(FileName wanted) {
        return new FreeName(wanted, 0, 0);
    }

    /** Whether {@link #candidate} is the result. */
    public boolean isFound() {
        return free == taken + 1;
    }

    /** The name to check next, or the result. */
    public FileName candidate() {
        return wanted.numbered(number());
    }

    /** The search after the candidate was checked; also after a result that another file has taken since. */
    public FreeName after(boolean isTaken) {
        int number = number();
        return isTaken ? new FreeName(wanted, number, free > number ? free : 0) : new FreeName(wanted, taken, number);
    }

    private int number() {
        if (free == 0) {
            return Math.max(1, taken * 2);
        }
        return isFound() ? free : (taken + free) / 2;
    }
}
