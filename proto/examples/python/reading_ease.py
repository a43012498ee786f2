# SPDX-License-Identifier: Apache-2.0
"""An evaluator for Tracewheel in one file: how easy English answers are to read.

The score is Flesch's reading ease (R. Flesch, "A new readability yardstick", 1948): about 100 is very easy, 60 plain
English, 30 hard. Syllables are counted by groups of vowels, so single words may be off by one.

    python reading_ease.py 50051
"""

import os
import re
import sys
from concurrent import futures

import grpc
import grpc_tools
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

# The stubs are made from the .proto file when the server starts.
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/main/proto")
sys.path += [ROOT, os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")]
messages, services = grpc.protos_and_services("tracewheel/evaluator/v1/evaluator.proto")


def reading_ease(text):
    """Flesch's formula; None for text without words."""
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return None
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


class ReadingEase(services.EvaluatorServiceServicer):
    def Describe(self, request, context):
        return messages.DescribeResponse(
            evaluators=[
                messages.EvaluatorDescription(
                    id="reading_ease",
                    version="1",
                    scale=messages.Scale(numeric=messages.NumericScale(direction=messages.DIRECTION_MAXIMIZE)),
                    parameters=[
                        messages.Parameter(
                            name="least",
                            description="an answer that is harder to read fails",
                            type=messages.PARAMETER_TYPE_NUMBER,
                        )
                    ],
                )
            ]
        )

    def Evaluate(self, request, context):
        if request.evaluator_id != "reading_ease":
            context.abort(grpc.StatusCode.NOT_FOUND, "there is only reading_ease")
        parameters = dict(request.parameters)
        return messages.EvaluateResponse(results=[self.result(subject, parameters) for subject in request.subjects])

    @staticmethod
    def result(subject, parameters):
        ease = reading_ease(subject.final_answer)
        if ease is None:
            reason = messages.NotScored.REASON_NOT_CAPTURED
            return messages.Result(subject_id=subject.id, not_scored=messages.NotScored(reason=reason))
        least = parameters.get("least")
        label = "" if least is None else "pass" if ease >= least else "fail"
        explanation = f"The reading ease is {ease:.1f}."
        return messages.Result(
            subject_id=subject.id, score=messages.Score(value=ease, label=label, explanation=explanation)
        )


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    services.add_EvaluatorServiceServicer_to_server(ReadingEase(), server)
    serving = health.HealthServicer()
    serving.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(serving, server)
    port = server.add_insecure_port("127.0.0.1:" + (sys.argv[1] if len(sys.argv) > 1 else "50051"))
    server.start()
    print(f"reading_ease listens on 127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
