import { convolutionTests } from './convolutions.js';

convolutionTests();
