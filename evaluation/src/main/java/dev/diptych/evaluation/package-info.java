/**
 * Measures a model on pairs whose truth is known, and calibrates it.
 *
 * <p>{@link dev.diptych.evaluation.EvaluationQuery} is something to ask with its right answers,
 * {@link dev.diptych.evaluation.JudgedQuery} what came of asking; everything else computes figures
 * from these: {@link dev.diptych.evaluation.RetrievalRecall}, {@link
 * dev.diptych.evaluation.Reliability}, {@link dev.diptych.evaluation.Rejection}, and {@link
 * dev.diptych.evaluation.CalibrationFit}.
 */
@NullMarked
package dev.diptych.evaluation;

import org.jspecify.annotations.NullMarked;
