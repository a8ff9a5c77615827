package io.chunkgate.doctor;

import java.util.List;

/** Looks at one thing. Blocks, and leaves everything as it was. */
interface Check {
    /** How this is called where the look itself goes wrong. */
    String subject();

    /** @throws Exception when it cannot be looked at, which is a failure as well */
    List<Finding> run() throws Exception;
}
