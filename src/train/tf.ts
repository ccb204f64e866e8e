// The gradients of tfjs-core are registered by tfjs-layers; without it every gradient fails in Node.
import '@tensorflow/tfjs-layers';

export * from '@tensorflow/tfjs-core';
