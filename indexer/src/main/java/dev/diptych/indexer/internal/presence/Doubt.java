package dev.diptych.indexer.internal.presence;

/**
 * Why it cannot be told that what is missing below a folder was deleted.
 *
 * @param folder source of the folder, or of the caption file, that raises the question
 * @param finding what was found there, in a clause without a full stop
 * @param answerable whether a user's word is enough to remove the items; false where the next run
 *     may find something else
 */
public record Doubt(String folder, String finding, boolean answerable) {}
