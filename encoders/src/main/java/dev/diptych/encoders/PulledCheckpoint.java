package dev.diptych.encoders;

import java.nio.file.Path;

/**
 * A checkpoint of a hub that lies whole on this machine, ready for {@link
 * ModelStore#importCheckpoint}.
 *
 * @param folder its files; named after the repository
 * @param repository owner and name on the hub
 * @param revision what was asked for
 * @param commit what that stood for, 40 hexadecimal digits
 * @param weights the file that holds the weights
 * @param weightsRevision where that was found: the revision, or a branch with converted weights
 */
public record PulledCheckpoint(
    Path folder,
    String repository,
    String revision,
    String commit,
    String weights,
    String weightsRevision) {}
