;; Dot products of one state with rows of codes: score[r] = unit * factors[r] * sum of state[d] * codes[r, d].
;; state [W] int16, codes [R, W] int8, factors [R] and scores [R] float32; W a multiple of 16, R of 4.
;; A sum has room for 512 products of the largest numbers: 32,767 * 127 * 512 < 2^31.
;; Four rows at a time share each load of the state, and their sums are added up across lanes together.
(module
  (memory (export "memory") 1)
  (func (export "scores") (param $state i32) (param $codes i32) (param $factors i32) (param $out i32) (param $rows i32) (param $width i32) (param $unit f32)
    (local $end i32) (local $at i32) (local $stateAt i32) (local $stateEnd i32)
    (local $second i32) (local $third i32)
    (local $low v128) (local $high v128) (local $c v128)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (local.set $second (local.get $width))
    (local.set $third (i32.shl (local.get $width) (i32.const 1)))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $rows) (i32.const 2))))
    (local.set $stateEnd (i32.add (local.get $state) (i32.shl (local.get $width) (i32.const 1))))
    (block $done
      (loop $four
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $e (v128.const i32x4 0 0 0 0))
        (local.set $stateAt (local.get $state))
        (loop $sixteen
          (local.set $low (v128.load (local.get $stateAt)))
          (local.set $high (v128.load offset=16 (local.get $stateAt)))
          (local.set $c (v128.load (local.get $codes)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $c)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $c)) (local.get $high)))))
          (local.set $at (i32.add (local.get $codes) (local.get $second)))
          (local.set $c (v128.load (local.get $at)))
          (local.set $b (i32x4.add (local.get $b) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $c)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $c)) (local.get $high)))))
          (local.set $at (i32.add (local.get $codes) (local.get $third)))
          (local.set $c (v128.load (local.get $at)))
          (local.set $d (i32x4.add (local.get $d) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $c)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $c)) (local.get $high)))))
          (local.set $at (i32.add (local.get $at) (local.get $second)))
          (local.set $c (v128.load (local.get $at)))
          (local.set $e (i32x4.add (local.get $e) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $c)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $c)) (local.get $high)))))
          (local.set $codes (i32.add (local.get $codes) (i32.const 16)))
          (local.set $stateAt (i32.add (local.get $stateAt) (i32.const 32)))
          (br_if $sixteen (i32.lt_u (local.get $stateAt) (local.get $stateEnd))))
        ;; the sums of a, b, d and e side by side
        (local.set $low (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $a) (local.get $b))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
        (local.set $high (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $d) (local.get $e))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $d) (local.get $e))))
        (v128.store (local.get $out) (f32x4.mul (f32x4.mul (f32x4.splat (local.get $unit)) (v128.load (local.get $factors))) (f32x4.convert_i32x4_s (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high))))))
        (local.set $codes (i32.add (local.get $codes) (i32.add (local.get $second) (local.get $third))))
        (local.set $factors (i32.add (local.get $factors) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $four)))))
