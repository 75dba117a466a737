module "trail" {
  source = "./trail"

  advanced_event_selectors = [
    {
      name = "objects"
      field_selectors = [
        { field = "eventCategory", equals = ["Data"] },
        { field = "resources.type", equals = ["AWS::S3::Object"] },
        { field = "resources.ARN", starts_with = ["arn:aws:s3:::b"] },
      ]
    },
  ]
}
