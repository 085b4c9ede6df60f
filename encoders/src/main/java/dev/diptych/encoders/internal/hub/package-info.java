/**
 * Checkpoints from a hub: what it offers, which of it to take, and how to get it whole over a
 * network that fails. The only code of this module that uses the network.
 */
@NullMarked
package dev.diptych.encoders.internal.hub;

import org.jspecify.annotations.NullMarked;
