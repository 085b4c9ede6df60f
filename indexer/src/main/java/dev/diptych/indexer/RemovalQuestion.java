package dev.diptych.indexer;

/**
 * Why a run kept items whose files or rows it missed: perhaps a disk was not there. Nothing of them
 * changed; when the disk is back, the next run goes on without encoding them again.
 *
 * @param path the folder or caption file that raised the question, for people
 * @param finding what was found there, in a clause without a full stop
 * @param items how many items were kept for it, at least 1
 * @param answerable whether {@link IndexingRequest#withRemoveVanished} removes them in another run;
 *     false where something changed while this run was going on, so that the next one may find
 *     something else
 * @param behindLink whether the items lie behind a link that leads out of the named folders, so
 *     that {@link IndexingRequest#withFollowLinks} finds them again
 */
public record RemovalQuestion(
    String path, String finding, long items, boolean answerable, boolean behindLink) {}
