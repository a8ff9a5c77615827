package io.chunkgate.doctor;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One check. It may block, and leaves no changes; when it throws, that counts as a failed finding.
 *
 * @param subject the subject of that finding
 */
record Check(String subject, Callable<List<Finding>> work) {}
